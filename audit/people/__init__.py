"""Who is here and what they may do: tenants, regions, dealers, persons, memberships, sessions."""
