"""The Live training page: the queue of trainings, their controls, their charts."""
