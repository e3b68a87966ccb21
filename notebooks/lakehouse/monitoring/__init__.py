"""Records of runs, of rescued data and of the quality of the model."""
