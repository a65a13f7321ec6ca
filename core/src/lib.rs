//! Sightline reviews Python code for security: every statement that it makes has its lines.
