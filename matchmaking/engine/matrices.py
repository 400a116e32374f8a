"""Small steps on sparse matrices that several parts of the engine share."""

import numpy as np
import scipy.sparse as sp
from sklearn.preprocessing import normalize


def unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Each row divided by its length; empty rows, and matrices without any, stay as they are."""
    return normalize(matrix) if matrix.nnz else matrix


def unit(vector: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def lengths_of(matrix: sp.csr_matrix) -> np.ndarray:
    """The length of each row."""
    squares = matrix.multiply(matrix).sum(axis=1)
    return np.sqrt(np.asarray(squares, dtype=np.float64).ravel())


def scaled_rows(matrix: sp.csr_matrix, factors: np.ndarray) -> sp.csr_matrix:
    """Each row times its factor."""
    scaled = matrix.copy()
    scaled.data = (matrix.data * np.repeat(factors, np.diff(matrix.indptr))).astype(np.float32)
    return scaled


def scaled_columns(matrix: sp.csr_matrix, factors: np.ndarray) -> sp.csr_matrix:
    """Each column times its factor; entries that become zero leave."""
    scaled = matrix.copy()
    scaled.data = (matrix.data * factors[matrix.indices]).astype(np.float32)
    scaled.eliminate_zeros()
    return scaled


def shares_in(total: np.ndarray) -> np.ndarray:
    """Factors that divide by the total; zero where there is nothing to divide."""
    shares: np.ndarray = np.zeros_like(total, dtype=np.float64)
    np.divide(1.0, total, out=shares, where=total > 0)
    return shares
