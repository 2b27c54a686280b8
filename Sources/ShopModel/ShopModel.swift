// ShopModel
