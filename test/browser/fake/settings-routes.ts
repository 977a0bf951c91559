import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  allowedHours,
  allowedHoursInput,
  type BroadcastSettings,
  broadcastSettings,
  broadcastSettingsInput,
} from '../../../protocol/api/broadcast-settings.ts';
import { emergencyContact, emergencyTemplate, emergencyTemplateInput } from '../../../protocol/api/emergency.ts';
import { quietWindow } from '../../../protocol/messages/fields.ts';
import { DEFAULT_QUIET_WINDOWS, type QuietWindow } from '../../../protocol/quiet-hours.ts';
import { MAY_CONFIRM, type Role } from '../../../protocol/roles.ts';
import type { Person } from './people-world.ts';
import { seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

const quietHours = z.object({ windows: z.array(quietWindow) });
const quietInput = quietHours.extend({ reason: z.string().trim().min(3) });
const contactsInput = z.object({ area: z.string(), items: z.array(emergencyContact.omit({ area: true })) });
const ALLOWED = [
  { from: '05:00', to: '07:00' },
  { from: '16:30', to: '19:00' },
];
const DEFAULTS: BroadcastSettings = {
  volume: { emergency: 100, priority: 90, normal: 80 },
  chime: {},
  overrun: 'refuse',
  maxRunMinutes: 180,
  stagger: { seconds: 0 },
};

/** What a commune has set for itself, as protocol/api/broadcast-settings.ts and emergency.ts say it. */
export function settingsRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const { emergencies, places } = world;
  const quiet = new Map<string, readonly QuietWindow[]>();
  const allowed = new Map<string, z.infer<typeof allowedHours>['windows']>();
  const voices = new Map<string, BroadcastSettings>();
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const one = (request: FastifyRequest, roles: readonly Role[]): Person => {
    const person = known(request);
    if (!roles.includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };

  app.get(`${api}/areas/:id/quiet-hours`, async (request) => {
    known(request);
    return quietHours.parse({ windows: quiet.get(id(request)) ?? DEFAULT_QUIET_WINDOWS });
  });
  app.put(`${api}/areas/:id/quiet-hours`, async (request) => {
    one(request, ['administrator', 'approver']);
    const { windows, reason } = quietInput.parse(request.body);
    quiet.set(id(request), windows);
    world.settingReasons.push(reason);
    return quietHours.parse({ windows });
  });
  app.get(`${api}/areas/:id/allowed-hours`, async (request) => {
    known(request);
    return allowedHours.parse({ windows: allowed.get(id(request)) ?? ALLOWED });
  });
  app.put(`${api}/areas/:id/allowed-hours`, async (request) => {
    one(request, ['administrator', 'approver']);
    const { windows, reason } = allowedHoursInput.parse(request.body);
    allowed.set(id(request), windows);
    world.settingReasons.push(reason);
    return allowedHours.parse({ windows });
  });
  app.get(`${api}/areas/:id/broadcast-settings`, async (request) => {
    known(request);
    return broadcastSettings.parse(voices.get(id(request)) ?? DEFAULTS);
  });
  app.put(`${api}/areas/:id/broadcast-settings`, async (request) => {
    one(request, ['administrator', 'operator']);
    const { reason, ...settings } = broadcastSettingsInput.parse(request.body);
    voices.set(id(request), settings);
    world.settingReasons.push(reason);
    return broadcastSettings.parse(settings);
  });

  app.get(`${api}/emergency-contacts`, async (request) => {
    const [own] = known(request).areas;
    const asked = (request.query as { area?: string }).area ?? own;
    const above = [asked, places.province.id];
    const items = emergencies.contacts.filter((contact) => above.includes(contact.area));
    items.sort((a, b) => above.indexOf(a.area) - above.indexOf(b.area));
    return z.object({ items: z.array(emergencyContact) }).parse({ items });
  });
  app.put(`${api}/emergency-contacts`, async (request) => {
    one(request, ['administrator']);
    const { area, items } = contactsInput.parse(request.body);
    const rest = emergencies.contacts.filter((contact) => contact.area !== area);
    const fresh = items.map((contact) => ({ ...contact, area }));
    emergencies.contacts.splice(0, emergencies.contacts.length, ...rest, ...fresh);
    return { items: fresh };
  });

  const own = (request: FastifyRequest): number => {
    const [area] = one(request, MAY_CONFIRM).areas;
    const at = emergencies.templates.findIndex((template) => template.id === id(request));
    const found = emergencies.templates[at];
    if (!found || area === undefined || !world.within(found.area, area)) throw new Refusal(404, 'no-such-template');
    return at;
  };
  app.get(`${api}/emergency-templates`, async (request) => {
    one(request, MAY_CONFIRM);
    return z.object({ items: z.array(emergencyTemplate) }).parse({ items: emergencies.templates });
  });
  app.post(`${api}/emergency-templates`, async (request, reply) => {
    const person = one(request, MAY_CONFIRM);
    const input = emergencyTemplateInput.parse(request.body);
    if (input.status === 'exercise' && !input.text.startsWith('Đây là diễn tập')) throw new Refusal(422, 'drill-words');
    const made = {
      ...{ id: seededUlid('template', input.title), ...input, area: input.area ?? person.areas[0] ?? '' },
      ...{ recording: emergencies.templates[0]?.recording ?? '', durationMs: 7_000, shipped: false },
    };
    emergencies.templates.push(made);
    return reply.code(201).send(emergencyTemplate.parse(made));
  });
  app.put(`${api}/emergency-templates/:id`, async (request) => {
    const at = own(request);
    const { area: _, ...input } = emergencyTemplateInput.parse(request.body);
    return emergencyTemplate.parse(Object.assign(emergencies.templates[at] ?? {}, input, { shipped: false }));
  });
  app.delete(`${api}/emergency-templates/:id`, async (request, reply) => {
    emergencies.templates.splice(own(request), 1);
    return reply.code(204).send();
  });
}
