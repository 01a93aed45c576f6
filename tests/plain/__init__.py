"""The data model and the indicators read a second time, in plain loops, to check the real code against."""
