"""How fast is Krisplan beside the bare engines that it stands on? See `make bench`."""
