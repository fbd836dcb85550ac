import { Button } from '@mantine/core'
import { IconArrowLeft, IconExternalLink } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/base'
import { api } from '../../api/client'
import { ErrorPanel } from '../../kit/error-panel'
import { LinkButton } from '../../kit/link-button'
import { Page } from '../../kit/page'
import { StatusMark } from '../../kit/status-mark'
import classes from './device.module.css'

const route = getRouteApi('/shell/devices/$deviceId/terminal')

/**
 * The terminal is an HTML entry of its own, because the emulator writes style elements and this page's
 * policy forbids them (`console.md` 11). Here it is shown in a frame of the same origin.
 */
export function DeviceTerminalPage() {
  const { t } = useTranslation('device')
  const { deviceId } = route.useParams()
  const answer = api.useQuery('get', '/api/devices/{deviceId}', {
    params: { path: { deviceId }, query: { asOf: undefined } },
  })
  const source = `${base}/terminal.html#device=${encodeURIComponent(deviceId)}`
  const device = answer.data?.device
  return (
    <Page
      fill
      title={device ? t('terminal.title', { name: device.name }) : t('terminal.verb')}
      facts={device && <StatusMark device={device} />}
      actions={
        <>
          <LinkButton
            to="/devices/$deviceId"
            params={{ deviceId }}
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
          >
            {t('terminal.back')}
          </LinkButton>
          <Button
            component="a"
            href={source}
            target="_blank"
            rel="noopener"
            variant="default"
            leftSection={<IconExternalLink size={16} aria-hidden />}
          >
            {t('terminal.window')}
          </Button>
        </>
      }
    >
      {answer.error ? (
        <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        device && (
          <iframe
            className={classes.frame}
            src={source}
            title={t('terminal.title', { name: device.name })}
            allow="clipboard-read; clipboard-write"
          />
        )
      )}
    </Page>
  )
}
