import { type ComponentType, lazy, Suspense, useSyncExternalStore } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { Me } from '../protocol/api/people.ts';
import { Answer } from './components/Answer.tsx';
import { Loading } from './components/Loading.tsx';
import { useGateway } from './data/Gateway.tsx';
import { MeContext, useSession } from './data/session.ts';
import { Frame } from './frame/Frame.tsx';
import { HOME, mayVisit, needsArea } from './frame/menu.ts';
import { may } from './frame/permissions.ts';
import { Forbidden } from './pages/Forbidden.tsx';
import { NoArea } from './pages/NoArea.tsx';
import { NotFound } from './pages/NotFound.tsx';

const page = <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  lazy(async () => ({ default: (await load())[name] }));

/** Every page is a chunk of its own; only what was opened is fetched. */
const PAGES: readonly (readonly [string, ComponentType])[] = [
  ['/tong-quan', page(() => import('./pages/Overview.tsx'), 'Overview')],
  ['/thon', page(() => import('./pages/Hamlets.tsx'), 'Hamlets')],
  ['/thon/:id', page(() => import('./pages/Hamlet.tsx'), 'Hamlet')],
  ['/thon/:id/buoi/:day/:part', page(() => import('./pages/Session.tsx'), 'Session')],
  ['/bien-nhan/:position', page(() => import('./pages/Receipt.tsx'), 'Receipt')],
  ['/ban-tin-goc/:position', page(() => import('./pages/RawMessage.tsx'), 'RawMessage')],
  ['/tham-dinh', page(() => import('./pages/Appraisal.tsx'), 'Appraisal')],
  ['/tham-dinh/:ky/xa/:xa', page(() => import('./pages/CommuneVerdict.tsx'), 'CommuneVerdict')],
  ['/tham-dinh/:ky/thon/:id', page(() => import('./pages/Hamlet.tsx'), 'Hamlet')],
  ['/cum-loa', page(() => import('./pages/Nodes.tsx'), 'Nodes')],
  ['/cum-loa/:id', page(() => import('./pages/NodeDetail.tsx'), 'NodeDetail')],
  ['/dang-ky-thiet-bi', page(() => import('./pages/Enrol.tsx'), 'Enrol')],
  ['/dang-ky-thiet-bi/nhan', page(() => import('./pages/Labels.tsx'), 'Labels')],
  ['/ban-tin', page(() => import('./pages/Bulletins.tsx'), 'Bulletins')],
  ['/ban-tin/:id', page(() => import('./pages/Bulletin.tsx'), 'Bulletin')],
  ['/duyet', page(() => import('./pages/Approvals.tsx'), 'Approvals')],
  ['/duyet/:id', page(() => import('./pages/Approvals.tsx'), 'Approvals')],
  ['/lich', page(() => import('./pages/Schedule.tsx'), 'Schedule')],
  ['/lich/moi', page(() => import('./pages/NewProgramme.tsx'), 'NewProgramme')],
  ['/lich/:id', page(() => import('./pages/Programme.tsx'), 'Programme')],
  ['/se-phat', page(() => import('./pages/WillSound.tsx'), 'WillSound')],
  ['/dot-tuyen-truyen', page(() => import('./pages/Campaigns.tsx'), 'Campaigns')],
  ['/dot-tuyen-truyen/moi', page(() => import('./pages/NewCampaign.tsx'), 'NewCampaign')],
  ['/dot-tuyen-truyen/:id', page(() => import('./pages/Campaign.tsx'), 'Campaign')],
  ['/luot-phat/:run', page(() => import('./pages/RunDetail.tsx'), 'RunDetail')],
  ['/khan-cap', page(() => import('./pages/in-an-emergency.ts'), 'Emergency')],
  ['/khan-cap/:id', page(() => import('./pages/in-an-emergency.ts'), 'EmergencyProgress')],
  ['/dien-tap', page(() => import('./pages/in-an-emergency.ts'), 'Drill')],
  ['/dien-tap/:id', page(() => import('./pages/in-an-emergency.ts'), 'EmergencyProgress')],
  ['/truc-tiep', page(() => import('./pages/Live.tsx'), 'Live')],
  ['/canh-bao', page(() => import('./pages/Alerts.tsx'), 'Alerts')],
  ['/canh-bao/:id', page(() => import('./pages/Alerts.tsx'), 'AlertOne')],
  ['/dang-phat', page(() => import('./pages/OnAir.tsx'), 'OnAir')],
  ['/su-co', page(() => import('./pages/Repairs.tsx'), 'Repairs')],
  ['/su-co/:id', page(() => import('./pages/to-repair.ts'), 'RepairCase')],
  ['/bao-tri', page(() => import('./pages/to-repair.ts'), 'Maintenance')],
  ['/kiem-tra', page(() => import('./pages/Inspections.tsx'), 'Inspections')],
  ['/kiem-tra/moi', page(() => import('./pages/in-the-field.ts'), 'NewInspection')],
  ['/kiem-tra/:id', page(() => import('./pages/in-the-field.ts'), 'Inspection')],
  ['/so-phat-thanh', page(() => import('./pages/HandLog.tsx'), 'HandLog')],
  ['/nhat-ky', page(() => import('./pages/Audit.tsx'), 'Audit')],
  ['/dot-tham-dinh', page(() => import('./pages/Rounds.tsx'), 'Rounds')],
  ['/dot-tham-dinh/moi', page(() => import('./pages/NewRound.tsx'), 'NewRound')],
  ['/dot-tham-dinh/:id', page(() => import('./pages/RoundDetail.tsx'), 'RoundDetail')],
  ['/dot-tham-dinh/:id/xa/:xa', page(() => import('./pages/RoundCommune.tsx'), 'RoundCommune')],
  ['/bao-cao', page(() => import('./pages/Reports.tsx'), 'Reports')],
  ['/quan-tri/quy-tac', page(() => import('./pages/Rules.tsx'), 'Rules')],
  ['/quan-tri/quy-tac/:id/soan', page(() => import('./pages/RuleDraft.tsx'), 'RuleDraft')],
  ['/quan-tri/ky', page(() => import('./pages/Periods.tsx'), 'Periods')],
  ['/quan-tri/loai-tru', page(() => import('./pages/Exclusions.tsx'), 'Exclusions')],
  ['/quan-tri/loai-tru/moi', page(() => import('./pages/NewExclusion.tsx'), 'NewExclusion')],
  ['/tai-khoan', page(() => import('./pages/OwnAccount.tsx'), 'OwnAccount')],
  ['/quan-tri/nguoi-dung', page(() => import('./pages/People.tsx'), 'People')],
  ['/quan-tri/nguoi-dung/moi', page(() => import('./pages/NewPerson.tsx'), 'NewPerson')],
  ['/quan-tri/nguoi-dung/:id', page(() => import('./pages/Person.tsx'), 'Person')],
  ['/quan-tri/cai-dat', page(() => import('./pages/Settings.tsx'), 'Settings')],
  ['/quan-tri/phan-mem', page(() => import('./pages/Firmware.tsx'), 'Firmware')],
  ['/quan-tri/thong-bao', page(() => import('./pages/Notifications.tsx'), 'Notifications')],
  ['/quan-tri/dai-tiep-am', page(() => import('./pages/Relays.tsx'), 'Relays')],
  ['/quan-tri/he-thong-nguon', page(() => import('./pages/Sources.tsx'), 'Sources')],
  ['/quan-tri/suc-khoe', page(() => import('./pages/Health.tsx'), 'Health')],
  ['/thiet-lap', page(() => import('./pages/Setup.tsx'), 'Setup')],
  ['/tim', page(() => import('./pages/Search.tsx'), 'Search')],
  ['/them', page(() => import('./pages/More.tsx'), 'More')],
];

/** For whoever holds a link or a file: not signed in yet, as somebody else, or nobody. */
const LINK_PAGES: readonly (readonly [string, ComponentType])[] = [
  ['/thiet-lap-dau', page(() => import('./pages/FirstAdministrator.tsx'), 'FirstAdministrator')],
  ['/lien-ket', page(() => import('./pages/PasswordLink.tsx'), 'PasswordLink')],
  ['/lien-ket-dien-thoai', page(() => import('./pages/PhoneLink.tsx'), 'PhoneLink')],
  ['/xac-minh', page(() => import('./pages/Verify.tsx'), 'Verify')],
];
const SignIn = lazy(async () => ({ default: (await import('./pages/SignIn.tsx')).SignIn }));
const SignInDialog = page(() => import('./frame/SignInDialog.tsx'), 'SignInDialog');
const UnlockDialog = page(() => import('./frame/UnlockDialog.tsx'), 'UnlockDialog');

export function App() {
  const [location] = useLocation();
  const link = LINK_PAGES.find(([path]) => path === location);
  if (!link) return <Known />;
  const [, LinkPage] = link;
  return (
    <Suspense fallback={<Loading />}>
      <LinkPage />
    </Suspense>
  );
}

function Known() {
  const session = useSession();
  const { signedOut, unlocking } = useGateway();
  const ended = useSyncExternalStore(signedOut.subscribe, signedOut.value);
  const locked = useSyncExternalStore(unlocking.subscribe, unlocking.value);
  const [location] = useLocation();
  const start: Me | undefined = session.data && session.data.step !== 'done' ? session.data : undefined;
  if (session.data === null || start)
    return location === '/dang-nhap' ? (
      <Suspense fallback={<Loading />}>
        <SignIn start={start} />
      </Suspense>
    ) : (
      <Redirect to={`/dang-nhap?tiep=${encodeURIComponent(location + window.location.search)}`} />
    );
  return (
    <Answer query={session}>
      {(me) =>
        me && (
          <MeContext value={me}>
            <Suspense fallback={null}>
              {ended && <SignInDialog />}
              {locked && !ended && <UnlockDialog />}
            </Suspense>
            <SignedIn />
          </MeContext>
        )
      }
    </Answer>
  );
}

function SignedIn() {
  const session = useSession().data;
  const [location] = useLocation();
  if (!session) return null;
  const { role, areas } = session.account;
  const home = HOME[role];
  if (location === '/' || location === '/dang-nhap') return <Redirect to={nextPage() ?? home} replace />;
  // A Redirect goes when it appears: one in place of another needs a key of its own.
  const lost = areas.length === 0 && needsArea(location);
  if (lost && may(role, 'set-up')) return <Redirect key="set-up" to="/thiet-lap" replace />;
  return (
    <Frame>
      <Suspense fallback={<Loading />}>
        {lost ? (
          <NoArea />
        ) : mayVisit(role, location) ? (
          <Switch>
            {PAGES.map(([path, Component]) => (
              <Route key={path} path={path} component={Component} />
            ))}
            <Route component={NotFound} />
          </Switch>
        ) : (
          <Forbidden />
        )}
      </Suspense>
    </Frame>
  );
}

/** Where the user wanted to go before signing in; only a path of our own. */
function nextPage(): string | undefined {
  const next = new URLSearchParams(window.location.search).get('tiep');
  return next?.startsWith('/') && !next.startsWith('//') && next !== '/' ? next : undefined;
}
