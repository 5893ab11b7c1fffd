//! 填报表 and 代录: made, filled in by several programs, read back, refused.
