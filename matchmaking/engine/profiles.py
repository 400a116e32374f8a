"""A firm's texts as one vector, moved by what its people liked and disliked."""

import numpy as np
import scipy.sparse as sp

LIKED_SHARE = 0.5
DISLIKED_SHARE = 0.3


def centroid(rows: sp.csr_matrix) -> np.ndarray:
    """The mean direction of the rows, of length one; zeros where they are empty."""
    return unit(np.asarray(rows.sum(axis=0), dtype=np.float64).ravel())


def moved(profile: np.ndarray, liked: sp.csr_matrix, disliked: sp.csr_matrix) -> np.ndarray:
    """The profile drawn to the liked rows and away from the disliked ones; no term below zero."""
    target = profile + LIKED_SHARE * centroid(liked) - DISLIKED_SHARE * centroid(disliked)
    return unit(np.maximum(target, 0.0))


def unit(vector: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
