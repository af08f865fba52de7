"""From one schema to the next: operations, their order, the history of revisions and the text of new ones."""
