import { Button, CopyButton, Drawer, Group, Stack, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '../../api/types'
import { Diff } from '../../kit/diff'
import { Facts } from '../../kit/facts'
import { Outcome } from '../../kit/outcome'
import { exact } from '../../kit/time'
import classes from './audit.module.css'

/** One entry whole: what, before and after, who on whose behalf, from where, its place in the log, JSON. */
export default function AuditPanel({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { t } = useTranslation('audit')
  const facts = [
    { name: t('fact.outcome'), value: <Outcome outcome={entry.outcome} /> },
    { name: t('fact.at'), value: exact(entry.at) },
    {
      name: t('fact.actor'),
      value: (
        <Link to="/audit" search={{ person: entry.actor.id }}>
          {entry.actor.name}
        </Link>
      ),
    },
    entry.onBehalfOf && { name: t('fact.onBehalfOf'), value: entry.onBehalfOf.name },
    { name: t('fact.address'), value: entry.address || '-' },
    { name: t('fact.via'), value: entry.via },
    entry.device && {
      name: t('fact.device'),
      value: (
        <Link to="/devices/$deviceId" params={{ deviceId: entry.device.id }}>
          {entry.device.name}
        </Link>
      ),
    },
    entry.group && {
      name: t('fact.group'),
      value: (
        <Link to="/groups/$groupId" params={{ groupId: entry.group.id }}>
          {entry.group.name}
        </Link>
      ),
    },
    entry.user && { name: t('fact.user'), value: entry.user.name },
    entry.session && {
      name: t('fact.session'),
      value: (
        <Link to="/audit" search={{ sessionId: entry.session }}>
          {t('fact.ofSession')}
        </Link>
      ),
    },
    entry.code && { name: t('fact.code'), value: <span className="mono">{entry.code}</span> },
    { name: t('fact.kind'), value: <span className="mono">{entry.kind}</span> },
    { name: t('fact.sequence'), value: String(entry.sequence) },
    { name: t('fact.stream'), value: <span className="mono">{`${entry.stream} @ ${entry.version}`}</span> },
    { name: t('fact.correlation'), value: <span className="mono">{entry.correlation}</span> },
  ].filter((fact) => fact !== undefined && fact !== null && fact !== '')
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('panel')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="lg">
        <Title order={2} size="h3">
          {entry.sentence}
        </Title>
        <Diff changes={entry.changes} />
        <Facts rows={facts} />
        <Group gap="sm">
          <CopyButton value={location.href}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {copied ? t('common:copied') : t('copyLink')}
              </Button>
            )}
          </CopyButton>
        </Group>
        <div>
          <Title order={3} size="h4" mb="xs">
            {t('json')}
          </Title>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre className={classes.json} tabIndex={0} role="region" aria-label={t('json')}>
            {JSON.stringify(entry, null, 2)}
          </pre>
        </div>
      </Stack>
    </Drawer>
  )
}
