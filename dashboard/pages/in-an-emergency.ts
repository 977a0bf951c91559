/*
 * One chunk for all that an emergency, a drill or a STOP needs: fetched ahead in one request once the first page is
 * quiet. As chunks of their own they would share their parts with the first load.
 */

export { HoldAct } from '../components/HoldAct.tsx';
export { StopSheet } from '../components/StopSheet.tsx';
export { Asked } from '../frame/Asked.tsx';
export { Drill } from './Drill.tsx';
export { Emergency } from './Emergency.tsx';
export { EmergencyProgress } from './EmergencyProgress.tsx';
