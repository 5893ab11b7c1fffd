//! Keys of the bureau: made, kept, lost, restored.
