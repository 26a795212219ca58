/**
 * The pre-restart checklist, box by box in its words. A gate is green or red by evidence the engine has at hand;
 * a box whose part does not exist yet reads `not assessed` and says so. An instrument may not trade while one is red.
 */
import type { Gate } from '../../contract/engine.ts';

/** What is looked at; each sentence goes into the gate as its evidence. */
export interface GateEvidence {
  readonly incarnation: string;
  /** The three links of every venue in scope are up. */
  readonly linksUp: boolean;
  /** Instruments in scope without a usable top of book. */
  readonly withoutMarket: readonly string[];
  readonly linkErrors: readonly string[];
  readonly journalWritable: boolean;
  readonly durableSequence: bigint;
  /** Null: there was none to load and the journal was replayed whole. */
  readonly checkpoint: { readonly file: string; readonly sequence: bigint } | null;
  readonly replayedEntries: number;
  /** Instruments whose usage or profit is not what their orders and fills give. */
  readonly recomputation: readonly string[];
  /** As the journaled configuration names them; null when it names none. */
  readonly limits: string | null;
  /** Whether an order one unit over a limit was refused and one within it was not. */
  readonly limitsHold: boolean;
  readonly configurationHash: string | null;
  readonly strategy: string;
  /** Venues in scope that were not reconciled up to a barrier. */
  readonly notReconciled: readonly string[];
  readonly pendingOrders: readonly string[];
  readonly balanceDifferences: readonly string[];
  readonly unexpectedOrders: readonly string[];
  readonly notTrading: readonly string[];
  readonly wideSpreads: readonly string[];
}

type Judge = (evidence: GateEvidence) => Pick<Gate, 'status' | 'evidence'>;

const green = (evidence: string) => ({ status: 'green', evidence }) as const;
const red = (evidence: string) => ({ status: 'red', evidence }) as const;
const later = (part: string): Judge => {
  const judged = { status: 'not assessed', evidence: `${part} does not exist yet` } as const;
  return () => judged;
};
const none = (found: readonly string[], whenNone: string) =>
  found.length === 0 ? green(whenNone) : red(found.join('; '));

const boxes: readonly { readonly group: string; readonly box: string; readonly judge: Judge }[] = [
  {
    group: 'System Health',
    box: 'Application started successfully',
    judge: (e) => green(`incarnation ${e.incarnation}`),
  },
  {
    group: 'System Health',
    box: 'All services connected',
    judge: (e) => (e.linksUp ? green('order entry, user stream and market data are up') : red('a link is down')),
  },
  {
    group: 'System Health',
    box: 'Market data flowing',
    judge: (e) => none(e.withoutMarket, 'every instrument has a top of book'),
  },
  {
    group: 'System Health',
    box: 'Exchange connections established',
    judge: (e) => none(e.linkErrors, 'every venue answers'),
  },
  {
    group: 'System Health',
    box: 'Database accessible',
    judge: (e) => (e.journalWritable ? green(`journal durable at ${e.durableSequence}`) : red('the journal failed')),
  },
  { group: 'System Health', box: 'No errors in logs (last 1 minute)', judge: later('the log watch') },
  {
    group: 'State Recovery',
    box: 'Checkpoint loaded successfully',
    judge: ({ checkpoint }) =>
      green(
        checkpoint === null
          ? 'none: the journal was replayed from its start'
          : `${checkpoint.file} at ${checkpoint.sequence}`,
      ),
  },
  {
    group: 'State Recovery',
    box: 'State validated (no corruption)',
    judge: (e) =>
      none(
        e.recomputation,
        `${e.replayedEntries} journal entries replayed, every checksum right, positions and profit as the fills say`,
      ),
  },
  {
    group: 'State Recovery',
    box: 'Configuration loaded',
    judge: (e) =>
      e.configurationHash === null ? red('no configuration in the journal') : green(`sha256 ${e.configurationHash}`),
  },
  { group: 'State Recovery', box: 'Strategies initialized', judge: (e) => green(e.strategy) },
  {
    group: 'Position Reconciliation',
    box: 'Positions match exchanges (all symbols)',
    judge: (e) => none(e.notReconciled, 'every trade the venues list is booked'),
  },
  {
    group: 'Position Reconciliation',
    box: 'Open orders recovered',
    judge: (e) => none([...e.notReconciled, ...e.pendingOrders], 'every order is known and settled'),
  },
  {
    group: 'Position Reconciliation',
    box: 'Account balances correct',
    judge: (e) => none([...e.notReconciled, ...e.balanceDifferences], 'expected equals seen for every asset'),
  },
  {
    group: 'Position Reconciliation',
    box: 'No unexpected positions',
    judge: (e) => none(e.unexpectedOrders, 'no order of ours the journal did not know'),
  },
  {
    group: 'Risk Checks',
    box: 'Risk limits loaded',
    judge: ({ limits }) => (limits === null ? red('the configuration names no limits') : green(limits)),
  },
  {
    group: 'Risk Checks',
    box: 'Pre-trade checks functional',
    judge: (e) =>
      e.limitsHold
        ? green('an order over each limit was refused, one within them was not')
        : red('the limits let an order through that exceeds one'),
  },
  { group: 'Risk Checks', box: 'Kill switch functional', judge: later('the kill process') },
  { group: 'Risk Checks', box: 'Loss limits reset (if daily)', judge: later('the loss limit') },
  {
    group: 'Market Conditions',
    box: 'Markets open (trading hours)',
    judge: (e) => none(e.notTrading, 'every symbol is TRADING'),
  },
  { group: 'Market Conditions', box: 'No extreme volatility', judge: later('the volatility measure') },
  { group: 'Market Conditions', box: 'Spreads normal', judge: (e) => none(e.wideSpreads, 'every spread is below 1 %') },
  { group: 'Market Conditions', box: 'Liquidity adequate', judge: later('the depth measure') },
  { group: 'Approvals', box: 'Risk manager notified', judge: later('the alert path') },
  { group: 'Approvals', box: 'Trader approval (if manual)', judge: later('the approval record') },
  { group: 'Approvals', box: 'System validation passed', judge: later('the signed validation') },
];

export function judgeGates(evidence: GateEvidence): readonly Gate[] {
  return boxes.map(({ group, box, judge }) => ({ group, box, ...judge(evidence) }));
}

export function redBoxes(gates: readonly Gate[]): readonly string[] {
  return gates.filter((gate) => gate.status === 'red').map((gate) => `${gate.box}: ${gate.evidence}`);
}
