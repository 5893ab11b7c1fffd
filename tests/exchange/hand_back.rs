//! What an expert hands back, and the papers with its check code.
