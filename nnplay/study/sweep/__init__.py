"""Every combination of chosen settings, trained: the plan, the training, the processes that do it, and the results."""
