// Only fixtures that ask for it run side by side; those wait and do not compute.
[assembly: LevelOfParallelism(6)]
