/**
 * The canary: a real crash judged against an objective nobody can meet. It must end violated, and every report must show
 * it; a pipeline that lets it pass lets everything pass. In no profile.
 */
import { defaultObjectives, drill } from 'muster-drills';

drill(
  {
    id: 'canary',
    code: 'C0',
    title: 'Canary: a drill that must end violated',
    revision: 1,
    proves: 'That a violated objective turns the verdict, the exit status and every report red.',
    doesNotProve: 'Anything about the engine.',
    exercises: ['I7'],
    objectives: {
      ...defaultObjectives.crash,
      total: { targetMs: 1, maximumMs: 1, source: 'the canary: no engine recovers in a millisecond' },
    },
    judgedVenues: ['A', 'B'],
    notAssessed: [],
    deadlineMs: 120_000,
  },
  async (stage) => {
    await stage.steadyState();
    const incarnation = stage.newestIncarnation();
    const crash = stage.faults.killEngine('crash');
    const killed = await stage.inject(crash);
    await stage.copyJournal('before fault 1', incarnation);
    await stage.resumed(killed);
    await stage.undo(crash);
  },
);
