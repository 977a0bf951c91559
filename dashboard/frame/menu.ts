import type { Role } from '../../protocol/api/people.ts';
import type { TextKey } from '../i18n/say.ts';
import { type Action, may } from './permissions.ts';

export interface MenuItem {
  readonly path: string;
  readonly label: TextKey;
  /** For the phone's bar, where five must stand in 320 px. */
  readonly short?: TextKey;
  readonly icon: IconName;
  readonly needs?: Action;
  /** Who may open it by a link, though it stands in no menu of theirs. */
  readonly visits?: Action;
}
export type IconName =
  | 'today'
  | 'calendar'
  | 'will-sound'
  | 'campaign'
  | 'bulletin'
  | 'approve'
  | 'on-air'
  | 'microphone'
  | 'node'
  | 'fault'
  | 'enrol'
  | 'hamlet'
  | 'appraisal'
  | 'verify'
  | 'log'
  | 'round'
  | 'report'
  | 'rule'
  | 'set-up'
  | 'people'
  | 'settings'
  | 'more'
  | 'search'
  | 'drill'
  | 'inspection'
  | 'hand-log'
  | 'maintenance';

interface MenuGroup {
  readonly title?: TextKey;
  readonly items: readonly MenuItem[];
}

const TODAY: MenuItem = {
  path: '/tong-quan',
  label: 'menu.overview',
  short: 'menu.today',
  icon: 'today',
  needs: 'overlook',
};
const SCHEDULE: MenuItem = {
  path: '/lich',
  label: 'menu.schedule',
  short: 'menu.schedule-short',
  icon: 'calendar',
  needs: 'read-broadcast',
};
const BULLETINS: MenuItem = { path: '/ban-tin', label: 'menu.bulletins', icon: 'bulletin', needs: 'read-broadcast' };
const WILL_SOUND: MenuItem = {
  path: '/se-phat',
  label: 'plan.will-sound',
  icon: 'will-sound',
  needs: 'read-broadcast',
};
const CAMPAIGNS: MenuItem = {
  path: '/dot-tuyen-truyen',
  label: 'campaign.menu',
  icon: 'campaign',
  needs: 'read-broadcast',
};
const APPROVALS: MenuItem = {
  path: '/duyet',
  label: 'menu.approvals',
  short: 'menu.approvals-short',
  icon: 'approve',
  needs: 'approve',
  visits: 'stand-in',
};
const ON_AIR: MenuItem = { path: '/dang-phat', label: 'menu.on-air', icon: 'on-air', needs: 'overlook' };
const LIVE: MenuItem = {
  ...{ path: '/truc-tiep', label: 'menu.live', icon: 'microphone' },
  // An emergency may be spoken by who may raise one.
  ...{ needs: 'play', visits: 'emergency' },
} as const;
const NODES: MenuItem = { path: '/cum-loa', label: 'menu.nodes', icon: 'node', needs: 'read-nodes' };
const FAULTS: MenuItem = { path: '/su-co', label: 'menu.faults', icon: 'fault', needs: 'read-devices' };
const MAINTENANCE: MenuItem = {
  ...{ path: '/bao-tri', label: 'menu.maintenance', short: 'menu.maintenance', icon: 'maintenance' },
  ...{ needs: 'repair', visits: 'read-devices' },
} as const;
/** Kept by few, opened from the settings and from the nodes' page. */
const SYSTEM_PAGES: readonly MenuItem[] = [
  { path: '/quan-tri/thong-bao', label: 'menu.settings', icon: 'settings', needs: 'run-system' },
  { path: '/quan-tri/phan-mem', label: 'menu.settings', icon: 'settings', needs: 'run-system' },
  { path: '/quan-tri/suc-khoe', label: 'menu.settings', icon: 'settings', needs: 'run-system' },
  { path: '/quan-tri/dai-tiep-am', label: 'menu.settings', icon: 'settings', needs: 'keep-relays' },
  { path: '/quan-tri/he-thong-nguon', label: 'menu.settings', icon: 'settings', needs: 'administer' },
  { path: '/canh-bao', label: 'menu.settings', icon: 'settings', needs: 'emergency' },
];
const ENROL: MenuItem = {
  path: '/dang-ky-thiet-bi',
  label: 'menu.enrol',
  short: 'menu.enrol-short',
  icon: 'enrol',
  needs: 'enrol',
};
const HAMLETS: MenuItem = { path: '/thon', label: 'menu.hamlets', icon: 'hamlet' };
const ROUNDS: MenuItem = {
  ...{ path: '/dot-tham-dinh', label: 'menu.rounds', icon: 'round' },
  ...{ needs: 'appraise', visits: 'read-results' },
};
const REPORTS: MenuItem = {
  ...{ path: '/bao-cao', label: 'menu.reports', icon: 'report' },
  ...{ needs: 'read-reports', visits: 'read-results' },
};
/** Rules, periods and exclusions are tabs of one item: they are opened a few times a year. */
const RULES: MenuItem = {
  ...{ path: '/quan-tri/quy-tac', label: 'menu.rules', icon: 'rule' },
  ...{ needs: 'appraise', visits: 'read-results' },
};
const RULE_TABS: readonly MenuItem[] = ['/quan-tri/ky', '/quan-tri/loai-tru'].map((path) => ({ ...RULES, path }));
const APPRAISAL: MenuItem = { path: '/tham-dinh', label: 'menu.appraisal', icon: 'appraisal', needs: 'appraise' };
/** Open to anybody, signed in or not; in the menu of those whose work it is. */
const VERIFY: MenuItem = { path: '/xac-minh', label: 'menu.verify', icon: 'verify', needs: 'appraise' };
const INSPECTIONS: MenuItem = {
  path: '/kiem-tra',
  label: 'menu.inspections',
  short: 'menu.inspections-short',
  icon: 'inspection',
};
const HAND_LOG: MenuItem = {
  path: '/so-phat-thanh',
  label: 'menu.hand-log',
  icon: 'hand-log',
  needs: 'keep-hand-log',
  visits: 'read-hand-log',
};
const AUDIT: MenuItem = { path: '/nhat-ky', label: 'menu.audit', icon: 'log', needs: 'read-audit' };
const SET_UP: MenuItem = { path: '/thiet-lap', label: 'menu.set-up', icon: 'set-up', needs: 'set-up' };
const PEOPLE: MenuItem = {
  path: '/quan-tri/nguoi-dung',
  label: 'menu.people',
  icon: 'people',
  needs: 'administer',
};
const SETTINGS: MenuItem = {
  path: '/quan-tri/cai-dat',
  label: 'menu.settings',
  icon: 'settings',
  needs: 'settings',
};
const DRILL: MenuItem = { path: '/dien-tap', label: 'menu.drill', icon: 'drill', needs: 'emergency' };
/** Reached by its own button at the top of every page, never by the menu. */
const EMERGENCY: MenuItem = { path: '/khan-cap', label: 'emergency.button', icon: 'on-air', needs: 'emergency' };
/** Everybody's own account: reached by the name, not by the menu. */
export const OWN_ACCOUNT = '/tai-khoan';

/** The rest of the menu, behind the phone's bar. */
export const MORE: MenuItem = { path: '/them', label: 'menu.more', icon: 'more' };

const GROUPS: readonly MenuGroup[] = [
  { items: [TODAY] },
  { title: 'menu.group.broadcast', items: [SCHEDULE, BULLETINS, APPROVALS, LIVE, CAMPAIGNS, ON_AIR, HAND_LOG] },
  { title: 'menu.group.devices', items: [NODES, FAULTS, MAINTENANCE, ENROL] },
  { title: 'menu.group.results', items: [HAMLETS, APPRAISAL, ROUNDS, INSPECTIONS, REPORTS, VERIFY] },
  { title: 'menu.group.system', items: [AUDIT, RULES, DRILL, PEOPLE, SETTINGS, SET_UP] },
];

/** Pages that other pages lead to: no place in the rail, the same rule who may open them. */
const UNLISTED: readonly MenuItem[] = [WILL_SOUND, ...RULE_TABS, ...SYSTEM_PAGES];

/** The four of the phone's bottom bar, the role's own work first. */
const PHONE: Record<Role, readonly MenuItem[]> = {
  operator: [TODAY, SCHEDULE, BULLETINS, NODES],
  approver: [APPROVALS, TODAY, HAMLETS, APPRAISAL],
  'hamlet-head': [TODAY, BULLETINS, SCHEDULE, HAMLETS],
  technician: [FAULTS, NODES, ENROL, MAINTENANCE],
  appraiser: [APPRAISAL, HAMLETS, VERIFY],
  inspector: [INSPECTIONS, HAMLETS, NODES],
  administrator: [TODAY, APPRAISAL, FAULTS, NODES],
};

export const HOME: Record<Role, string> = {
  operator: '/tong-quan',
  approver: '/duyet',
  'hamlet-head': '/tong-quan',
  technician: '/su-co',
  appraiser: '/tham-dinh',
  inspector: '/kiem-tra',
  administrator: '/tong-quan',
};

export function menuFor(role: Role): MenuGroup[] {
  return GROUPS.map((group) => ({ ...group, items: group.items.filter((item) => mayOpen(role, item)) })).filter(
    (group) => group.items.length > 0,
  );
}

export function phoneBarFor(role: Role): readonly MenuItem[] {
  return PHONE[role];
}

/** May this role open the page at `path`? Pages that are in no menu (search, more) are open to all. */
export function mayVisit(role: Role, path: string): boolean {
  const listed = [EMERGENCY, ...GROUPS.flatMap((group) => group.items), ...UNLISTED];
  const item = listed.find((known) => isWithin(path, known.path));
  return item === undefined || mayOpen(role, item) || (item.visits !== undefined && may(role, item.visits));
}

/** Most pages are about an area; an account that has none yet can only use these. */
export function needsArea(path: string): boolean {
  return ![MORE.path, AUDIT.path, SET_UP.path, OWN_ACCOUNT].includes(path) && !isWithin(path, PEOPLE.path);
}

function mayOpen(role: Role, item: MenuItem): boolean {
  return item.needs === undefined || may(role, item.needs);
}

function isWithin(path: string, page: string): boolean {
  return path === page || path.startsWith(`${page}/`);
}
