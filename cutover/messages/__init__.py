"""Messages of the communication plan: text drafted from reports, and the ways by which it is sent."""
