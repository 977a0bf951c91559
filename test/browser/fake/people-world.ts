import { Secret, TOTP } from 'otpauth';
import type {
  Account,
  AccountLink,
  ApiToken,
  Confirmation,
  Me,
  OpenSession,
  Role,
  SignInStep,
  TrustedDevice,
} from '../../../protocol/api/people.ts';
import type { Places } from './places.ts';
import { seededUlid } from './random.ts';

const SHIFT_MS = 43_200_000;
const DAY_MS = 86_400_000;
const GIVEN = [
  'An',
  'Bình',
  'Cường',
  'Dung',
  'Giang',
  'Hòa',
  'Khánh',
  'Loan',
  'Mai',
  'Ngọc',
  'Phúc',
  'Quỳnh',
  'Sơn',
  'Thảo',
];
const FAMILY = ['Nguyễn Thị', 'Trần Văn', 'Lê', 'Phạm Thị', 'Hoàng Văn', 'Đặng Thị Thu'];

/** An account with what only the gateway knows of it. */
export interface Person extends Account {
  areas: string[];
  secret?: string;
  recovery: string[];
  links: AccountLink[];
  trusted: (TrustedDevice & { pin: string; triesLeft: number })[];
  tokens: ApiToken[];
}

export interface Session {
  readonly person: Person;
  step: SignInStep;
  unlockedUntil: number;
}

/** Who there is, who is signed in how far, and what waits for a second person. */
export class PeopleWorld {
  readonly persons: Person[];
  readonly confirmations: Confirmation[] = [];
  readonly sessions = new Map<string, Session>();
  /** The code of the link that the first start printed; gone once used. */
  setupCode: string | undefined;
  lockedForMs: number | undefined;
  #made = 0;
  readonly #now: () => number;

  constructor(places: Places, now: () => number) {
    this.#now = now;
    const province = [places.province.id];
    const commune = [places.communes[1]?.id ?? ''];
    this.persons = [
      this.add('admin', 'Lê Quang Minh', 'administrator', province),
      this.add('operator', 'Nguyễn Thị Nga', 'operator', commune),
      this.add('approver', 'Trần Văn Hùng', 'approver', commune),
      this.add('technician', 'Phạm Anh Tuấn', 'technician', province),
      this.add('appraiser', 'Hồ Thị Lan', 'appraiser', province, { validUntil: now() + 38 * DAY_MS }),
      this.add('inspector', 'Bùi Văn Kiểm', 'inspector', province),
      this.add('founder', 'Đặng Thu Hà', 'administrator', []),
      this.add('stranger', 'Vũ Văn Bình', 'operator', []),
      this.add('second', 'Bùi Thị Thanh', 'administrator', province, { secondFactor: true }),
      this.add('fresh', 'Ngô Đức Thắng', 'approver', commune, {}),
      this.add('dong.hunglinh', 'Cao Văn Đông', 'hamlet-head', [places.hamlets[7]?.id ?? ''], { invited: true }),
    ];
    for (const [index, { id }] of places.communes.entries()) {
      if (index === 1) continue;
      for (const role of index < 16 ? (['operator', 'approver'] as const) : (['technician'] as const)) {
        const nth = this.persons.length;
        const called = `${FAMILY[nth % FAMILY.length]} ${GIVEN[nth % GIVEN.length]}`;
        const username = `${role === 'operator' ? 'vh' : role === 'approver' ? 'ld' : 'kt'}.${index + 1}`;
        this.persons.push(
          this.add(username, called, role, [id], {
            secondFactor: role !== 'technician',
            devices: nth % 3,
            disabled: nth % 11 === 0,
            invited: nth % 7 === 0,
          }),
        );
      }
    }
    const second = this.named('second');
    second.secret = new Secret({ size: 20 }).base32;
    second.recovery = ['7F3A-91C2-KQ', 'B2MD-44XY-RT'];
  }

  add(username: string, name: string, role: Role, areas: string[], more: Partial<Account> = {}): Person {
    return {
      id: seededUlid('account', username),
      username,
      name,
      role,
      areas,
      disabled: false,
      secondFactor: false,
      devices: 0,
      invited: false,
      erased: false,
      ...more,
      recovery: [],
      links: [],
      trusted: [],
      tokens: [],
    };
  }

  named(username: string): Person {
    const found = this.persons.find((one) => one.username === username);
    if (!found) throw new Error(`the fake world has nobody called ${username}`);
    return found;
  }

  /** The cookie is a session, or simply a username: then that person sits there with a whole session. */
  sessionOf(cookie: string | undefined): Session | undefined {
    if (!cookie) return undefined;
    const known = this.sessions.get(cookie);
    if (known) return known;
    const person = this.persons.find((one) => one.username === cookie && !one.disabled);
    if (!person) return undefined;
    const session: Session = { person, step: 'done', unlockedUntil: this.#now() + SHIFT_MS };
    this.sessions.set(cookie, session);
    return session;
  }

  open(person: Person, step: SignInStep): { cookie: string; session: Session } {
    const cookie = `session-${++this.#made}`;
    const session: Session = { person, step, unlockedUntil: step === 'done' ? this.#now() + SHIFT_MS : 0 };
    this.sessions.set(cookie, session);
    return { cookie, session };
  }

  me({ person, step, unlockedUntil }: Session, device: TrustedDevice | undefined): Me {
    const { id, username, name, role, areas, secondFactor, validUntil } = person;
    return {
      account: { id, username, name, role, areas },
      csrfToken: 'fake-token',
      step,
      unlockedUntil,
      secondFactor,
      ...(device ? { device: { id: device.id, name: device.name } } : {}),
      ...(validUntil === undefined ? {} : { validUntil }),
      demo: { label: 'số liệu minh họa 2023' },
      serverTime: this.#now(),
    };
  }

  /** What the person's authenticator shows now. */
  codeFor(username: string): string {
    const secret = this.named(username).secret;
    if (!secret) throw new Error(`${username} has no authenticator`);
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: this.#now() });
  }

  acceptsCode(person: Person, code: string): boolean {
    const left = person.recovery.filter((one) => one !== code);
    if (left.length < person.recovery.length) {
      person.recovery = left;
      return true;
    }
    return person.secret !== undefined && code === this.codeFor(person.username);
  }

  trust(person: Person, name: string, pin: string): Person['trusted'][number] {
    const device = {
      id: `device-${++this.#made}`,
      name,
      createdAt: this.#now(),
      seenAt: this.#now(),
      expiresAt: this.#now() + 90 * DAY_MS,
      current: false,
      pin,
      triesLeft: 5,
    };
    person.trusted.push(device);
    person.devices = person.trusted.length;
    return device;
  }

  deviceOf(cookie: string | undefined): { person: Person; device: Person['trusted'][number] } | undefined {
    for (const person of this.persons) {
      const device = person.trusted.find((one) => one.id === cookie);
      if (device) return { person, device };
    }
    return undefined;
  }

  link(person: Person): AccountLink {
    const link: AccountLink = {
      kind: person.role === 'hamlet-head' ? 'phone' : 'password',
      code: `LINK-${String(++this.#made).padStart(4, '0')}-WXYZ-2345-6789`,
      expiresAt: this.#now() + DAY_MS,
    };
    person.links.push(link);
    return link;
  }

  openSessions(person: Person): OpenSession[] {
    const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36';
    const phone = 'Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36';
    return [
      { agent: chrome, address: '10.20.1.14', current: true },
      { agent: phone, address: '113.160.24.7', current: false },
    ].map((one, index) => ({
      id: `${person.id}-${index}`,
      createdAt: this.#now() - (index + 1) * 3_600_000,
      seenAt: this.#now() - index * 1_800_000,
      ...one,
    }));
  }

  ask(person: Person, title: string, communes: string[], nodes: number, waitMs = 60_000): Confirmation {
    const made: Confirmation = {
      id: seededUlid('confirmation', String(++this.#made)),
      action: 'emergency',
      title,
      communes,
      nodes,
      byName: person.name,
      own: true,
      state: 'waiting',
      requestedAt: this.#now(),
      expiresAt: this.#now() + waitMs,
    };
    this.confirmations.push(made);
    return made;
  }
}
