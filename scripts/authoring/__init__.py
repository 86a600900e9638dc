"""A learner's script: its tables, how it is read, who may write it, its lock and its versions."""
