/** One chunk, fetched ahead: whoever began where there is a network goes on where there is none. */
export { Inspection } from './Inspection.tsx';
export { NewInspection } from './NewInspection.tsx';
