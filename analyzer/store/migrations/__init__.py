"""One module a version of the schema, each making it of the one before; none is changed once it is out."""
