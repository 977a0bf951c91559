/** One chunk: whoever began where there is a network gets from page to page where there is none. */
export { Inspection } from './Inspection.tsx';
export { Inspections } from './Inspections.tsx';
export { NewInspection } from './NewInspection.tsx';
