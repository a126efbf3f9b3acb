"""Views of a run's present moment: what it computes, seen from several sides. Plain numbers; nothing is drawn here."""
