"""A month that runs by itself while its processes are killed; ends as if nobody had been."""
