"""The platform for mystery visits and dealer audits: features inside, doors outside."""
