import { Alert, Button, Code, Group, Text } from '@mantine/core'
import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { isProblem, statusOf } from '../api/problem'
import { tellFailure } from './notify'

/** What went wrong, what the server says about it, and one thing to do (`console.md` 7.7 and 7.8). */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const status = statusOf(error)
  const forbidden = status === 403
  const title =
    status === 0
      ? t('error.unreachable')
      : forbidden
        ? t('error.forbidden')
        : status === 404
          ? t('error.missing')
          : t('error.failed')
  return (
    <Alert
      role="alert"
      variant="light"
      color={forbidden ? 'accent' : 'red'}
      icon={forbidden ? <IconLock size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />}
      title={title}
    >
      <Text size="md">{describe(error, t('error.unreachableHint'))}</Text>
      {forbidden && <Text size="sm">{t('error.forbiddenHint')}</Text>}
      <Group mt="sm" gap="md">
        {onRetry && !forbidden && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('error.retry')}
          </Button>
        )}
        {isProblem(error) && (
          <Text size="xs" c="dimmed">
            {t('error.details')} <Code>{error.type}</Code> {error.traceId && <Code>{error.traceId}</Code>}
          </Text>
        )}
      </Group>
    </Alert>
  )
}

/** The sentence of a refusal, for panels and for notices under a form. */
export function describe(error: unknown, unreachable: string): string {
  if (isProblem(error)) return error.detail || error.title || error.type
  return unreachable
}

/** A refusal of something that has no form or panel of its own to show it. */
export function tellProblem(error: unknown): void {
  tellFailure(describe(error, i18next.t('error.unreachableHint')))
}
