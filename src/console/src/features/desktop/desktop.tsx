import { Button, Group } from '@mantine/core'
import { IconArrowLeft, IconExternalLink } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/base'
import { api } from '../../api/client'
import { ErrorPanel } from '../../kit/error-panel'
import { LinkButton } from '../../kit/link-button'
import { Page } from '../../kit/page'
import { StatusMark } from '../../kit/status-mark'
import { DesktopRoom } from './desktop-room'

const route = getRouteApi('/shell/devices/$deviceId/desktop')

/** The screen of one device. */
export function DesktopPage() {
  const { t } = useTranslation('desktop')
  const { deviceId } = route.useParams()
  const answer = api.useQuery('get', '/api/devices/{deviceId}', {
    params: { path: { deviceId }, query: { asOf: undefined } },
  })
  const page = answer.data
  return (
    <Page
      fill
      title={page ? t('titleOf', { name: page.device.name }) : t('title')}
      facts={page && <StatusMark device={page.device} />}
      actions={
        <Group gap="sm">
          <LinkButton
            to="/devices/$deviceId"
            params={{ deviceId }}
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
          >
            {t('back')}
          </LinkButton>
          <Button
            component="a"
            href={`${base}/devices/${encodeURIComponent(deviceId)}/desktop`}
            target="_blank"
            rel="noopener"
            variant="default"
            leftSection={<IconExternalLink size={16} aria-hidden />}
          >
            {t('window')}
          </Button>
        </Group>
      }
    >
      {answer.error && <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
      {page && (
        <DesktopRoom
          key={deviceId}
          deviceId={deviceId}
          name={page.device.name}
          input={page.permissions.includes('desktop-input')}
          keys={page.permissions.includes('desktop-keys')}
        />
      )}
    </Page>
  )
}
