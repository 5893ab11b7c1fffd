//! Two sides in one story: a bureau and its experts, each with folders of their own.
