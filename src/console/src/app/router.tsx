import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { base } from '../api/base'
import { isProblem, statusOf } from '../api/problem'
import { loadMe } from '../api/session'
import { Pending } from '../kit/pending'
import { Crashed, CrashedAlone, NotFound } from './pages'
import {
  addSearch,
  auditSearch,
  deviceSearch,
  devicesSearch,
  filesSearch,
  jobSearch,
  newJobSearch,
  sessionsSearch,
  signInSearch,
} from './search'
import { Shell } from './shell/shell'

const root = createRootRoute({ component: Outlet, errorComponent: CrashedAlone })

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../features/enrolment/setup'), 'SetupPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('../features/account/sign-in'), 'SignInPage'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    try {
      return { me: await loadMe() }
    } catch (error) {
      if (statusOf(error) !== 401) throw error
      const next = location.href === '/' ? {} : { next: location.href }
      const idle = isProblem(error) && error.type === 'identity.idle' ? { idle: true } : {}
      throw redirect({ to: '/sign-in', search: { ...next, ...idle } })
    }
  },
})

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/devices' })
  },
})

const devices = createRoute({
  getParentRoute: () => shell,
  path: '/devices',
  validateSearch: devicesSearch,
  component: lazyRouteComponent(() => import('../features/devices/devices'), 'DevicesPage'),
})

const addDevice = createRoute({
  getParentRoute: () => shell,
  path: '/devices/add',
  validateSearch: addSearch,
  component: lazyRouteComponent(() => import('../features/enrolment/add-device'), 'AddDevicePage'),
})

const device = createRoute({
  getParentRoute: () => shell,
  path: '/devices/$deviceId',
  validateSearch: deviceSearch,
  component: lazyRouteComponent(() => import('../features/device/device'), 'DevicePage'),
})

const terminal = createRoute({
  getParentRoute: () => shell,
  path: '/devices/$deviceId/terminal',
  component: lazyRouteComponent(() => import('../features/device/device-terminal'), 'DeviceTerminalPage'),
})

const desktop = createRoute({
  getParentRoute: () => shell,
  path: '/devices/$deviceId/desktop',
  component: lazyRouteComponent(() => import('../features/desktop/desktop'), 'DesktopPage'),
})

const files = createRoute({
  getParentRoute: () => shell,
  path: '/devices/$deviceId/files',
  validateSearch: filesSearch,
  component: lazyRouteComponent(() => import('../features/files/files'), 'FilesPage'),
})

const groups = createRoute({
  getParentRoute: () => shell,
  path: '/groups',
  component: lazyRouteComponent(() => import('../features/groups/groups'), 'GroupsPage'),
})

const group = createRoute({
  getParentRoute: () => shell,
  path: '/groups/$groupId',
  component: lazyRouteComponent(() => import('../features/groups/group'), 'GroupPage'),
})

const sessions = createRoute({
  getParentRoute: () => shell,
  path: '/sessions',
  validateSearch: sessionsSearch,
  component: lazyRouteComponent(() => import('../features/sessions/sessions'), 'SessionsPage'),
})

const jobs = createRoute({
  getParentRoute: () => shell,
  path: '/jobs',
  component: lazyRouteComponent(() => import('../features/jobs/jobs'), 'JobsPage'),
})

const newJob = createRoute({
  getParentRoute: () => shell,
  path: '/jobs/new',
  validateSearch: newJobSearch,
  component: lazyRouteComponent(() => import('../features/jobs/new-job'), 'NewJobPage'),
})

const job = createRoute({
  getParentRoute: () => shell,
  path: '/jobs/$jobId',
  validateSearch: jobSearch,
  component: lazyRouteComponent(() => import('../features/jobs/job'), 'JobRoute'),
})

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../features/audit/audit'), 'AuditPage'),
})

const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  component: lazyRouteComponent(() => import('../features/people/people'), 'PeoplePage'),
})

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/account/account'), 'AccountPage'),
})

const pair = createRoute({
  getParentRoute: () => shell,
  path: '/pair',
  component: lazyRouteComponent(() => import('../features/account/pair'), 'PairPage'),
})

const server = createRoute({
  getParentRoute: () => shell,
  path: '/server',
  component: lazyRouteComponent(() => import('../features/server/server-page'), 'ServerPage'),
})

const serverHome = createRoute({
  getParentRoute: () => server,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/server/health' })
  },
})

const serverHealth = createRoute({
  getParentRoute: () => server,
  path: '/health',
  component: lazyRouteComponent(() => import('../features/server/health'), 'HealthPage'),
})

const serverProjections = createRoute({
  getParentRoute: () => server,
  path: '/projections',
  component: lazyRouteComponent(() => import('../features/server/projections-page'), 'ProjectionsPage'),
})

const elsewhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound })

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    shell.addChildren([
      home,
      devices,
      addDevice,
      device,
      terminal,
      desktop,
      files,
      groups,
      group,
      sessions,
      jobs,
      newJob,
      job,
      audit,
      people,
      account,
      pair,
      server.addChildren([serverHome, serverHealth, serverProjections]),
      elsewhere,
    ]),
  ]),
  basepath: base || '/',
  defaultPreload: 'intent',
  defaultPendingComponent: Pending,
  defaultErrorComponent: Crashed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
