import { keyState } from '../../protocol/api/keys.ts';
import type { App } from '../http/app.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { KeyDelivery } from './key-delivery.ts';

/** Which keys sign, where the root key lies, and how many nodes know it (registered below /api/v1). */
export function keyRoutes(app: App, parts: { keys: Pick<KeyRing, 'state'>; keyDelivery: KeyDelivery }): void {
  app.get(
    '/keys',
    { config: { access: { who: 'roles', roles: ['administrator'] } }, schema: { response: { 200: keyState } } },
    () => ({ ...parts.keys.state, nodes: parts.keyDelivery.counts() }),
  );
}
