import { ActionIcon, Menu, type MenuItemProps, Tooltip } from '@mantine/core'
import { IconDeviceDesktop, IconDots, IconFolder, IconTerminal2 } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '../../api/types'
import { useTabIndex } from '../../kit/active-row'
import classes from './devices.module.css'
import type { May } from './may'

const channels = [
  { permission: 'desktop', offer: 'Desktop', to: '/devices/$deviceId/desktop', icon: IconDeviceDesktop },
  { permission: 'terminal', offer: 'Terminal', to: '/devices/$deviceId/terminal', icon: IconTerminal2 },
  { permission: 'files', offer: 'Files', to: '/devices/$deviceId/files', icon: IconFolder },
] as const

const IconLink = createLink(
  (props: AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }) => (
    <ActionIcon component="a" size={28} color="gray" {...props} />
  ),
)

const MenuLink = createLink(
  (props: MenuItemProps & AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }) => (
    <Menu.Item component="a" {...props} />
  ),
)

/** What can be opened on the device now: it offers it, and the person may. */
const openable = (device: DeviceRow, may: May) =>
  device.online && !device.retired
    ? channels.filter(({ offer, permission }) => device.offers.includes(offer) && may(device, permission))
    : []

/** Desktop, terminal and files straight from the row; seen where the pointer or the focus is. */
export function RowLinks({ device, may }: { device: DeviceRow; may: May }) {
  const { t } = useTranslation('devices')
  const tabIndex = useTabIndex()
  const links = openable(device, may)
  if (links.length === 0) return null
  return (
    <span className={classes.links}>
      {links.map(({ permission, to, icon: Icon }) => (
        <Tooltip key={permission} label={t(`open.${permission}`)}>
          <IconLink
            to={to}
            params={{ deviceId: device.id }}
            tabIndex={tabIndex}
            aria-label={t('open.on', { what: t(`open.${permission}`), name: device.name })}
            onClick={(event) => event.stopPropagation()}
          >
            <Icon size={16} aria-hidden />
          </IconLink>
        </Tooltip>
      ))}
    </span>
  )
}

/** The same behind one button, where there is no room. */
export function CardLinks({ device, may }: { device: DeviceRow; may: May }) {
  const { t } = useTranslation('devices')
  const links = openable(device, may)
  if (links.length === 0) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={36} color="gray" aria-label={t('open.menu', { name: device.name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {links.map(({ permission, to, icon: Icon }) => (
          <MenuLink
            key={permission}
            to={to}
            params={{ deviceId: device.id }}
            leftSection={<Icon size={16} aria-hidden />}
          >
            {t(`open.${permission}`)}
          </MenuLink>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
