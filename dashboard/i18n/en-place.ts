import type { viPlace } from './vi-place.ts';

export const enPlace: Record<keyof typeof viPlace, string> = {
  'outline.bad.crosses': 'The outline crosses itself at point {n}. Put the points in order.',
  'outline.bad.few': 'At least 3 different points are needed.',
  'outline.bad.many': 'There are {n} points; at most 200. Simplify it and try again.',
  'outline.bad.outside': 'Point {n} lies outside Vietnam. See latitude and longitude.',
  'outline.bad.unreadable': 'Line {n} cannot be read. One line: latitude, longitude.',
  'outline.bad.geojson': 'There is no Polygon in this GeoJSON.',
  'outline.bad.several': 'There are {n} shapes; only one without holes is taken.',
  'outline.card': 'Outline of the hamlet',
  'outline.change': 'Change the outline',
  'outline.file': 'Choose a file',
  'outline.known': '{n} points, about {wide} m wide and {high} m high. Alerts for a region use it.',
  'outline.none': 'No outline yet. Alerts for a region use the place of the hamlet or of its loudspeakers.',
  'outline.picture': 'Picture of the outline, {n} points',
  'outline.remove': 'Remove the outline',
  'outline.save': 'Save the outline',
  'outline.set': 'Enter the outline',
  'outline.text': 'Points of the outline',
  'outline.text-what':
    'Paste GeoJSON (Polygon), or one point a line: latitude, longitude. For example 18.6712, 105.6921.',
};
