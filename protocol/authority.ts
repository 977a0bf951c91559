import type { Role } from './api/people.ts';
import type { BulletinClass, SourceLevel } from './classes.ts';
import type { Command, CommandType } from './messages/downlink.ts';

/** The gateway itself, as the author of a command. */
export const SYSTEM = 'system';

/** How the author of a command is named that a system above gave: `source:{id}`. */
const SOURCE_PREFIX = 'source:';

export function sourceAuthor(source: string): string {
  return SOURCE_PREFIX + source;
}

/** The source behind the name of an author; undefined for an account. */
export function sourceOfAuthor(author: string): string | undefined {
  return author.startsWith(SOURCE_PREFIX) ? author.slice(SOURCE_PREFIX.length) : undefined;
}

/** Who commands: an account by its role, or a system above the communes. */
export type Commander = Role | 'source';

/** Commands that make a loudspeaker sound: never given without a person who answers for it. */
export const SOUNDING_TYPES: readonly CommandType[] = ['play'];

/** Does this command make a loudspeaker sound? A test does when it is not a silent one. */
export function makesSound({ type, args }: Pick<Command, 'type' | 'args'>): boolean {
  return SOUNDING_TYPES.includes(type) || (type === 'self-test' && 'mode' in args && args.mode !== 'silent');
}

interface About {
  readonly class: BulletinClass;
  /** Of a play command: in whose name it speaks. */
  readonly level?: SourceLevel;
}
type Allowance = Partial<Record<CommandType, (about: About) => boolean>>;

const always = () => true;
const ofOwnHamlet = (about: About) => about.class !== 'emergency' && about.level === 'hamlet';
/** It speaks in its own name, and never for a commune or a hamlet. */
const fromAbove = (about: About) => about.level === 'province' || about.level === 'central';
const SPEAKER: Allowance = { play: always, stop: always };
/** What a technician asks of a device from afar. */
const REMOTE: Allowance = {
  ...{ 'self-test': always, volume: always, reboot: always },
  ...{ 'send-log': always, update: always, resync: always, rotate: always },
};

/** Which commands a role may give (DOMAIN §1); what is not named is refused. A new type of command gets its roles here. */
const ALLOWED: Readonly<Record<Commander, Allowance>> = {
  operator: { ...SPEAKER, volume: always },
  approver: SPEAKER,
  administrator: { ...SPEAKER, ...REMOTE },
  'hamlet-head': { play: ofOwnHamlet, stop: always, volume: always },
  technician: { stop: always, ...REMOTE },
  appraiser: {},
  inspector: {},
  source: { play: fromAbove, stop: always, volume: always },
};

/** May this role give this command, wherever? An emergency takes an operator, approver or administrator, or a system above. */
export function mayGive(role: Commander, type: CommandType, commandClass: BulletinClass, level?: SourceLevel): boolean {
  return ALLOWED[role][type]?.({ class: commandClass, ...(level && { level }) }) ?? false;
}

export function levelOf(command: Pick<Command, 'type' | 'args'>): SourceLevel | undefined {
  return command.type === 'play' && 'level' in command.args ? command.args.level : undefined;
}

/** A node's groups in the order of its config are hamlet, commune, province: the level in whose name each may speak. */
const GROUP_LEVELS: readonly SourceLevel[] = ['hamlet', 'commune', 'province'];
const HEIGHT: Readonly<Record<SourceLevel, number>> = { hamlet: 0, commune: 1, province: 2, central: 3 };

/**
 * The node's own look at a command's reach: it must have been given by somebody whose areas hold this node, in the name of
 * no higher an area than that. `groups` are the node's, smallest first. Returns what is wrong, or undefined.
 */
export function scopeFault(
  command: Pick<Command, 'type' | 'args' | 'by' | 'scope' | 'class'>,
  groups: readonly string[],
): string | undefined {
  if (command.by === SYSTEM)
    return makesSound(command) ? 'nothing sounds without an account that answers for it' : undefined;
  const scope = new Set(command.scope ?? []);
  const highest = groups.findLastIndex((group) => scope.has(group));
  if (highest < 0) return "out of scope: no area of the command's author holds this node";
  const level = levelOf(command);
  // The level of a system above is its own and not that of the areas it was let into: the gateway signed for it.
  if (sourceOfAuthor(command.by) !== undefined && (level === undefined || fromAbove({ class: command.class, level })))
    return undefined;
  const own = GROUP_LEVELS[highest];
  if (level === undefined || (own !== undefined && HEIGHT[level] <= HEIGHT[own])) return undefined;
  return `out of scope: the author may not speak for the level ${level}`;
}
