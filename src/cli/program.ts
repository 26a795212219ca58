/** The command line as data: commands, options, help. Each action imports its command when it is needed. */
import { Argument, Command, type CommanderError, Option } from 'commander';
import { exitMeanings, usageError } from '../common/muster-error.ts';
import { musterVersion } from '../common/version.ts';
import { point, points } from './inspect-points.ts';
import * as parse from './options.ts';

export function buildProgram(setStatus: (status: number) => void): Command {
  const program = new Command('muster')
    .description('Recovery drills for trading systems: break a live trading engine and prove that it recovered.')
    .version(musterVersion(), '--version')
    .addHelpText('after', exitHelp());
  program.addCommand(runCommand(setStatus));
  program.addCommand(listCommand());
  program.addCommand(doctorCommand(setStatus));
  program.addCommand(inspectCommand(setStatus));
  program.addCommand(replayCommand(setStatus));
  for (const part of [
    venueCommand(),
    engineCommand(setStatus),
    supervisorCommand(),
    toxiproxyCommand(),
    imageCommand(),
  ]) {
    program.addCommand(part);
  }
  for (const command of withSubcommands(program)) oneSentence(command);
  return program;
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** What commander finds wrong becomes one sentence of ours, thrown like every other; help and version stay its own. */
function oneSentence(command: Command): void {
  const path = pathOf(command);
  command.configureOutput({ outputError: () => {} }).exitOverride((error: CommanderError) => {
    if (error.exitCode === 0 || error.code === 'commander.help') throw error;
    // A suggestion stands in brackets on a line of its own.
    const [found = '', hint = ''] = error.message.replace(/^error: /, '').split('\n');
    throw usageError('usage', `${[found, hint].join(' ').trim()}; ${path} --help shows what is expected.`);
  });
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function exitHelp(): string {
  return `\nExit status:\n${exitMeanings.map(([status, meaning]) => `  ${String(status).padStart(2)}  ${meaning}`).join('\n')}`;
}

function runCommand(setStatus: (status: number) => void): Command {
  return new Command('run')
    .description('Run drills and judge them. Without names: the profile smoke.')
    .argument('[drill...]', 'drill ids or codes, e.g. application-crash or S2')
    .option('--profile <name>', 'a committed list of drills')
    .option('--config <file>', 'a module that describes the system under drill')
    .option('--repeat <n>', 'run each drill N times and judge the worst', parse.wholeNumber('--repeat', 1, 1000))
    .option('--seed <n>', 'seed of the simulated market', parse.seed)
    .option('--market <file>', 'recorded trades (Binance public data, CSV) drive the market of their symbol')
    .option('--toxiproxy <path>', 'a Toxiproxy server (2.6 or newer) serves the links, in place of the embedded proxy')
    .addOption(
      new Option('--runtime <name>', 'what the system runs on').choices(['process', 'docker']).default('process'),
    )
    .option('--keep', 'after a red drill leave the failed system up until Ctrl-C')
    .option('--out <folder>', 'where runs leave their reports', 'reports')
    .option('--json', 'one JSON document on standard output and nothing else')
    .addHelpText('after', exitHelp())
    .action(async (names: string[], options) => {
      const { run } = await import('./commands/run.ts');
      setStatus(await run(names, options));
    });
}

function imageCommand(): Command {
  return new Command('image')
    .description(
      'Build the container image of venue, engine, supervisor and proxy, unless it is there already. MUSTER_BASE_IMAGE names what it is built on (default: node:24-bookworm-slim).',
    )
    .option('--json', 'as one JSON document')
    .action(async (options) => (await import('./commands/image.ts')).image(options));
}

function listCommand(): Command {
  return new Command('list')
    .description('List the drills and the profiles they are in.')
    .option('--json', 'as one JSON document')
    .action(async (options) => (await import('./commands/list.ts')).list(options));
}

function doctorCommand(setStatus: (status: number) => void): Command {
  return new Command('doctor')
    .description('Say what this machine lacks for which runtime and test tier, and what to install.')
    .option('--json', 'one JSON document on standard output and nothing else')
    .addHelpText('after', '\nExit status: 0 everything for drills as processes is there, 4 something is missing.')
    .action(async (options) => {
      setStatus(await (await import('./commands/doctor.ts')).doctor(options));
    });
}

function inspectCommand(setStatus: (status: number) => void): Command {
  return new Command('inspect')
    .description('Read a journal directory without changing it. Without options: what it holds.')
    .argument('<dir>', 'a journal directory, live, copied or damaged')
    .option('--at <point>', 'the state at a sequence or a time (ISO, or epoch milliseconds)', point('--at'))
    .option('--diff <points...>', 'what changed from one point to another', points('--diff'))
    .option('--verify', 'every checksum, chain, gap, watermark and checkpoint; exit status 1 where one is damaged')
    .option(
      '--compare-trades',
      'the trades of the journal against those the venues list (MUSTER_VENUES as for muster engine; queries only); exit status 1 where they differ, 2 where a venue is silent',
    )
    .addOption(new Option('--export <format>', 'all entries, or all trades as CSV').choices(['csv', 'ndjson']))
    .option('--json', 'one JSON document on standard output and nothing else')
    .action(async (directory: string, options) => {
      setStatus(await (await import('./commands/inspect.ts')).inspect(directory, options));
    });
}

function replayCommand(setStatus: (status: number) => void): Command {
  return new Command('replay')
    .description(
      'Make the decisions of a journal directory again from its journal and market data, and compare them; or play a file of recorded trades.',
    )
    .argument(
      '<dir or file.csv>',
      'a journal directory, live or copied; or Binance public data, as muster venue --market takes it',
    )
    .option('--speed <n>', 'times as fast as it was recorded, or max', parse.speed)
    .option('--json', 'one JSON document on standard output and nothing else')
    .addHelpText(
      'after',
      '\nExit status: 0 the same decisions, 1 different ones or damage, 2 something could not be compared or Ctrl-C, 3 wrong usage.',
    )
    .action(async (place: string, options) => {
      setStatus(await (await import('./commands/replay.ts')).replay(place, options));
    });
}

function venueCommand(): Command {
  return new Command('venue')
    .description('Run one simulated venue alone; prints its URLs and a test account.')
    .option('--name <name>', 'name of the venue', 'A')
    .option('--port <n>', 'port of the exchange, 0 for any', parse.port('--port'), 0)
    .option('--admin-port <n>', 'port of the admin interface, 0 for any', parse.port('--admin-port'), 0)
    .option('--seed <n>', 'seed of the simulated market', parse.seed, 1)
    .option('--ledger <file>', 'new file for the truth ledger (default: ledger-NAME-TIME.ndjson)')
    .option('--market <file>', 'recorded trades (Binance public data, CSV)')
    .option('--json', 'announce as one JSON line')
    .action(async (options) => (await import('./commands/venue.ts')).venue(options));
}

function engineCommand(setStatus: (status: number) => void): Command {
  return new Command('engine')
    .description(
      'Run the reference engine alone. MUSTER_VENUES says where its venues are (muster venue prints it), MUSTER_HTTP_PORT on which port of 127.0.0.1 it answers /health, /recovery and /state (default: any; the log says which).',
    )
    .option('--data <dir>', 'journal directory, made when absent; needed to run the engine')
    .addCommand(rebuildCommand(setStatus))
    .addHelpText(
      'after',
      '\nExit status of the engine itself: 0 stopped in order, 20 a write or sync failed, 21 directory refused (damage), 22 another engine lives on the directory.',
    )
    .action(async (options) => {
      setStatus(await (await import('./commands/engine.ts')).engine(options));
    });
}

function rebuildCommand(setStatus: (status: number) => void): Command {
  return new Command('rebuild')
    .description(
      'Make a new journal directory from what the venues know (orders, trades, balances), for one that was refused or lost. Sends queries only; MUSTER_VENUES as for muster engine. Of the old directory only the highest epoch is believed, and nothing in it changes.',
    )
    .argument('<dir>', 'the refused or lost directory; may be damaged, empty or absent')
    .requiredOption('--into <dir>', 'where the new directory appears, whole or not at all; absent or empty')
    .option('--json', 'one JSON document on standard output and nothing else')
    .addHelpText('after', exitHelp())
    .action(async (directory: string, options) => {
      setStatus(await (await import('./commands/engine-rebuild.ts')).engineRebuild(directory, options));
    });
}

function supervisorCommand(): Command {
  return new Command('supervisor')
    .description('Start an engine, notice when it exits or hangs, and restart it.')
    .requiredOption('--data <dir>', 'data directory of the engine')
    .requiredOption('--health-url <url>', 'health resource of the engine', parse.httpUrl('--health-url'))
    .requiredOption('--engine-log <file>', 'where the output of the engine is appended')
    .option('--port <n>', 'port of the control interface, 0 for any', parse.port('--port'), 0)
    .option('--json', 'announce as one JSON line')
    .addArgument(new Argument('<command...>', 'command of the engine, after --'))
    .action(async (command: string[], options) =>
      (await import('./commands/supervisor.ts')).supervisor(command, options),
    );
}

function toxiproxyCommand(): Command {
  return new Command('toxiproxy')
    .description('Run the embedded proxy alone: the HTTP API of Toxiproxy 2.12, with all its toxics.')
    .option('--port <n>', 'port of the HTTP API, 0 for any', parse.port('--port'), 8474)
    .option('--seed <n>', 'decides jitter, slice sizes and which connections a toxicity below 1 strikes', parse.seed, 1)
    .option('--program <path>', 'run this Toxiproxy server (2.6 or newer) instead, which does without the seed')
    .option('--json', 'announce as one JSON line')
    .action(async (options) => (await import('./commands/toxiproxy.ts')).toxiproxy(options));
}
