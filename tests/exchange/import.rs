//! Returns coming in: the state table row by row, three-way comparison, rebuilding.
