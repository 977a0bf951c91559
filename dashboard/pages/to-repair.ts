/** One chunk, fetched ahead: whoever looked at the list where there is a network goes on where there is none. */
export { ClosedCases } from '../cases/ClosedCases.tsx';
export { OtherFaults } from '../cases/OtherFaults.tsx';
export { ReportSheet } from '../cases/ReportSheet.tsx';
export { WaitingSteps } from '../cases/WaitingSteps.tsx';
export { Maintenance } from './Maintenance.tsx';
export { RepairCase } from './RepairCase.tsx';
