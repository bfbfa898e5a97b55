"""The demo shop in Venezuela: in Spanish, in dollars and bolívares."""
