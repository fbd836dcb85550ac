import { notifications } from '@mantine/notifications'
import i18next from 'i18next'

const closeButtonProps = () => ({ 'aria-label': i18next.t('close') })

/** Results of the person's own actions; gone after 5 s, paused while pointed at. */
export function tell(message: string): void {
  notifications.show({ message, autoClose: 5000, withBorder: true, closeButtonProps: closeButtonProps() })
}

export function tellFailure(message: string): void {
  notifications.show({
    message,
    color: 'red',
    autoClose: 10_000,
    withBorder: true,
    closeButtonProps: closeButtonProps(),
  })
}
