import type { Person } from '../../../gateway/http/app.ts';
import type { Caller } from './expected.ts';
import type { Place } from './place.ts';
import type { World } from './world.ts';

/** A status, or a status with the stable code of the problem. */
export type Answer = number | readonly [status: number, code: string];

export interface Call {
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly socket?: true;
}

/** Which places a caller may ask about. `refused` is the answer about any other; 403 `out-of-scope` when absent. */
export type Reach =
  /** The area lies in the caller's areas. */
  | { readonly within: (place: Place) => string; readonly refused?: Answer }
  /** It lies in the caller's areas or above them. */
  | { readonly touches: (place: Place) => string; readonly refused?: Answer }
  /** A list: everybody gets one, and it shows of the place what lies within (or touches) the caller's areas. */
  | {
      readonly lists: (place: Place) => string;
      readonly in: 'within' | 'touches';
      readonly area: (place: Place) => string;
    }
  /** Belongs to the caller, a person or a device; outside it is somebody else's. */
  | { readonly own: string; readonly refused: Answer }
  /** The place makes no difference; why that is right. */
  | { readonly everywhere: string };

/** How one route is called about a place, made anew for every call so that none depends on another. */
export interface Row {
  /** `who` calls; somebody of the place when the caller is no person. */
  readonly call: (place: Place, world: World, who: Person) => Call | Promise<Call>;
  readonly reach: Reach;
  /** What who may gets: 200 when absent; a refusal of the domain where a success would cost more than it shows. */
  readonly right?: Answer | ((caller: Caller, who: Person) => Answer);
  /** Why the answer is no success. */
  readonly because?: string;
}

/** `METHOD url` as in the route table. */
export type Rows = Readonly<Record<string, Row>>;
