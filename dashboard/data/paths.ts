const API = '/api/v1';
const id = encodeURIComponent;

/** Lists that come as a table of an office program. */
export type ImportTable = 'areas' | 'nodes' | 'stations';

/** Every address of the gateway that the dashboard asks. */
export const paths = {
  setup: `${API}/setup`,
  session: `${API}/session`,
  secondFactor: `${API}/session/second-factor`,
  pin: `${API}/session/pin`,
  knownDevice: `${API}/session/device`,
  unlock: `${API}/session/unlock`,
  phoneLink: `${API}/session/phone-link`,
  passwordLink: `${API}/session/account-link`,
  mySecondFactor: `${API}/me/second-factor`,
  confirmSecondFactor: `${API}/me/second-factor/confirm`,
  myRecoveryCodes: `${API}/me/recovery-codes`,
  myPassword: `${API}/me/password`,
  myDevices: `${API}/me/devices`,
  myDevice: (device: string) => `${API}/me/devices/${id(device)}`,
  mySessions: `${API}/me/sessions`,
  mySession: (session: string) => `${API}/me/sessions/${id(session)}`,
  myTokens: `${API}/me/tokens`,
  myToken: (token: string) => `${API}/me/tokens/${id(token)}`,
  feed: `${API}/feed`,
  overview: `${API}/overview`,
  areas: `${API}/areas`,
  area: (area: string) => `${API}/areas/${id(area)}`,
  nodes: `${API}/nodes`,
  node: (node: string) => `${API}/nodes/${id(node)}`,
  presence: (node: string) => `${API}/nodes/${id(node)}/presence`,
  recordings: `${API}/recordings`,
  bulletins: `${API}/bulletins`,
  approveBulletin: (bulletin: string) => `${API}/bulletins/${id(bulletin)}/approve`,
  programmes: `${API}/programmes`,
  programme: (programme: string) => `${API}/programmes/${id(programme)}`,
  approveProgramme: (programme: string) => `${API}/programmes/${id(programme)}/approve`,
  preview: `${API}/programmes/preview`,
  runs: `${API}/runs`,
  run: (run: string) => `${API}/runs/${id(run)}`,
  stop: `${API}/stop`,
  coverage: `${API}/coverage`,
  hamletCoverage: (hamlet: string) => `${API}/coverage/${id(hamlet)}`,
  faults: `${API}/faults`,
  audit: `${API}/audit`,
  accounts: `${API}/accounts`,
  account: (account: string) => `${API}/accounts/${id(account)}`,
  accountLink: (account: string) => `${API}/accounts/${id(account)}/link`,
  accountSecondFactor: (account: string) => `${API}/accounts/${id(account)}/second-factor`,
  accountDevices: (account: string) => `${API}/accounts/${id(account)}/devices`,
  eraseAccount: (account: string) => `${API}/accounts/${id(account)}/erase`,
  confirmations: `${API}/confirmations`,
  confirmation: (confirmation: string) => `${API}/confirmations/${id(confirmation)}`,
  stations: `${API}/stations`,
  imports: (table: ImportTable) => `${API}/imports/${table}`,
  claim: (node: string) => `${API}/nodes/${id(node)}/claim`,
  labels: `${API}/labels`,
  label: (label: string) => `${API}/labels/${id(label)}`,
  enrolments: `${API}/enrolments`,
  lookUp: `${API}/enrolments/look-up`,
  confirm: `${API}/enrolments/confirm`,
  revoke: (node: string) => `${API}/nodes/${id(node)}/revoke`,
} as const;

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** A path with the parameters that are set, in a stable order. */
export function withQuery(path: string, query: Query = {}): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return set.length === 0
    ? path
    : `${path}?${new URLSearchParams(set.map(([name, value]): [string, string] => [name, String(value)]))}`;
}
