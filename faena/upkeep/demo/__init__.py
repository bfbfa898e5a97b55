"""A small invented shop at work, made by the same actions as a real one."""
