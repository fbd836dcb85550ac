import { Button } from '@mantine/core'
import { IconArrowLeft, IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api/client'
import type { DevicePage } from '../api/types'
import { ErrorPanel } from './error-panel'
import { LinkButton } from './link-button'
import { Page } from './page'
import { StatusMark } from './status-mark'

export interface SessionPageProps {
  deviceId: string
  /** Until the device's name is known. */
  title: string
  titleOf: (name: string) => string
  /** Where the same is without the console around it. */
  ownWindow?: string
  children: (page: DevicePage) => ReactNode
}

/** The frame of a page that is a live session with one device. */
export function SessionPage({ deviceId, title, titleOf, ownWindow, children }: SessionPageProps) {
  const { t } = useTranslation()
  const answer = api.useQuery('get', '/api/devices/{deviceId}', {
    params: { path: { deviceId }, query: { asOf: undefined } },
  })
  const page = answer.data
  return (
    <Page
      fill
      title={page ? titleOf(page.device.name) : title}
      facts={page && <StatusMark device={page.device} />}
      actions={
        <>
          <LinkButton
            to="/devices/$deviceId"
            params={{ deviceId }}
            variant="default"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
          >
            {t('sessionPage.back')}
          </LinkButton>
          {ownWindow && (
            <Button
              component="a"
              href={ownWindow}
              target="_blank"
              rel="noopener"
              variant="default"
              leftSection={<IconExternalLink size={16} aria-hidden />}
            >
              {t('sessionPage.window')}
            </Button>
          )}
        </>
      }
    >
      {/* A session goes on while the device cannot be read again. */}
      {page
        ? children(page)
        : answer.error && <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
    </Page>
  )
}
