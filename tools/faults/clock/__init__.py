"""The folder that a process of the shop has first on its path, so that its clock can be moved."""
