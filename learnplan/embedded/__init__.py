"""PostgreSQL and Valkey from wheels, and the programs of one machine: for a first run and for tests."""
