"""Small steps on sparse matrices that several parts of the engine share."""

import numpy as np
import scipy.sparse as sp


def unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Each row divided by its length; empty rows, and matrices without any, stay as they are."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    squares = np.square(matrix.data, dtype=np.float64)
    lengths = np.sqrt(np.bincount(rows, weights=squares, minlength=matrix.shape[0]))
    scaled = matrix.copy()
    scaled.data = (matrix.data * shares_in(lengths)[rows]).astype(matrix.dtype)
    return scaled


def unit(vector: np.ndarray) -> np.ndarray:
    # Summed by numpy alone: the same on every machine, whatever its linear algebra.
    length = float(np.sqrt(np.square(vector).sum()))
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
