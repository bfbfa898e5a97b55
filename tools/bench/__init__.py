"""`dev.py bench`: how fast Faena is with many customers, measured beside a reference in the same minute.

`data` keeps a filled shop for each engine and size; `fill` fills one, by the database's bulk path; `works` says what is
done with it; `drive` does that as people do, over connections that are kept; `report` sets the figures beside the
goals. docs/performance.md tells how to read them."""
