"""Briefings: documents made of reports, written as PDF, PowerPoint, Excel or a web page."""
