"""Many readings taken together → incidents: one happening, what every report says of it, and who denies it."""
